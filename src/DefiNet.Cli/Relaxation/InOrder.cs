namespace DefiNet.Cli.Relaxation;

/// <summary>Prints what threads finish in any order in the order of their input.</summary>
internal sealed class InOrder
{
    private readonly Dictionary<int, Action> _waiting = [];
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>Prints this result, and those that waited for it, once all before it are printed.</summary>
    public void Put(int index, Action print)
    {
        lock (_lock)
        {
            _waiting[index] = print;
            while (_waiting.Remove(_next, out var ready))
            {
                _next++;
                ready();
            }
        }
    }
}
