using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers;

/// <summary>What a shell program of ours answered, cut at the lines that begin with the call's own random word. Nothing that a job or a user wrote can look like such a line.</summary>
internal sealed class AnswerText
{
    private AnswerText(IReadOnlyList<Section> sections, bool isComplete) => (Sections, IsComplete) = (sections, isComplete);

    public IReadOnlyList<Section> Sections { get; }

    /// <summary>Whether the program came to its last line.</summary>
    public bool IsComplete { get; }

    public static AnswerText Read(HostReply reply, string nonce)
    {
        var text = reply.OutputText;
        var sections = new List<Section>();
        var complete = false;
        var word = "";
        string[] arguments = [];
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            if (end >= 0 && text.AsSpan(at).StartsWith(nonce) && text.AsSpan(at + nonce.Length).StartsWith(" "))
            {
                if (start >= 0)
                    sections.Add(new(word, arguments, text[start..at]));
                var fields = text[(at + nonce.Length + 1)..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                (word, arguments, start) = (fields.Length > 0 ? fields[0] : "", fields[1..], next);
                complete = word == "end";
            }

            at = next;
        }

        if (start >= 0 && !complete)
            sections.Add(new(word, arguments, text[start..]) { IsLast = true });
        return new(sections, complete);
    }

    public Section? TryFind(string word) => Sections.FirstOrDefault(section => section.Word == word);

    /// <summary>One piece of the answer.</summary>
    public sealed record Section(string Word, string[] Arguments, string Text)
    {
        /// <summary>Whether the answer broke off inside it.</summary>
        public bool IsLast { get; init; }
    }
}
