namespace DefiNet.Clusters.Hosts;

/// <summary>A program said more than it may.</summary>
internal sealed class AnswerTooLongException : ClusterException
{
    public AnswerTooLongException(string host, string program, int limit)
        : base($"{host}: '{ShellWord.Shown(program)}' answered with more than {limit} bytes and was ended; nothing of it was used.")
    {
    }
}
