namespace TorchSharp;

/// <summary>Frees, when it is disposed of, every tensor that was made in it on this thread and was not moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _current;

    private readonly HashSet<IDisposable> _held = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;
    private bool _disposed;

    internal DisposeScope()
    {
        _outer = _current;
        _current = this;
    }

    /// <summary>The innermost scope of this thread.</summary>
    internal static DisposeScope? Current => _current;

    /// <summary>How many it holds.</summary>
    public int DisposablesCount => _held.Count;

    /// <summary>Hands an object over to the scope around this one, or to the caller when there is none.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        Move(disposable, _outer);
        return disposable;
    }

    /// <summary>Hands objects over to the scope around this one.</summary>
    public void MoveToOuter(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Move(disposable, _outer);
    }

    /// <summary>Takes an object out of all scopes: the caller disposes of it.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        Move(disposable, null);
        return disposable;
    }

    /// <summary>Takes objects out of all scopes.</summary>
    public void Detach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Move(disposable, null);
    }

    /// <summary>Takes an object in, from whichever scope held it.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
            tensor.Scope = this;
        _held.Add(disposable);
    }

    /// <summary>Whether it holds an object.</summary>
    public bool Contains(IDisposable disposable) => _held.Contains(disposable);

    /// <summary>Frees what it holds.</summary>
    public void DisposeEverything()
    {
        foreach (var disposable in _held.ToArray())
            disposable.Dispose();
        _held.Clear();
    }

    /// <summary>Frees what it holds; what is made next goes to the scope around it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        DisposeEverything();
        if (_current == this)
            _current = _outer;
    }

    internal void Forget(IDisposable disposable) => _held.Remove(disposable);

    private void Move(IDisposable disposable, DisposeScope? to)
    {
        if (!_held.Remove(disposable) && disposable is torch.Tensor { Scope: { } holder })
            holder.Forget(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.Scope = to;
        to?._held.Add(disposable);
    }
}
