using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace DefiNet.Inference.Kernels;

/// <summary>Threads that share pieces of work lasting microseconds: they wait spinning for a moment before they sleep, and asking them allocates nothing.</summary>
/// <remarks>
/// One crew serves the process. Whoever finds it busy does the work alone: results do not depend on who does a piece.
/// A helper that other programs keep from running is not waited for: only those who came are, until they have done what they took.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A crew lives as long as the process.")]
internal sealed class WorkCrew
{
    private const int Spins = 400;
    private const int SpinLength = 30;
    private const int Open = 1 << 30;

    private static readonly Lock CrewLock = new();

    private static WorkCrew? _crew;

    private readonly int _helpers;
    private readonly Lock _busy = new();
    private readonly SemaphoreSlim _wake = new(0);
    private Action<int, int>? _work;
    private int _pieces;
    private int _next;
    private int _inside; // helpers at work, and whether more may come
    private int _sleeping;
    private int _round;
    private int _helpersWanted;
    private ExceptionDispatchInfo? _failure;

    private WorkCrew(int helpers)
    {
        _helpers = helpers;
        for (var helper = 1; helper <= helpers; helper++)
        {
            var worker = helper;
            new Thread(() => Help(worker)) { IsBackground = true, Name = $"net {worker}" }.Start();
        }
    }

    /// <summary>Does pieces 0 … <paramref name="pieces"/> − 1, each once, on up to <paramref name="threads"/> threads; work gets the piece and the number of the worker, below threads.</summary>
    public static void Run(int pieces, int threads, Action<int, int> work)
    {
        if (threads > 1 && pieces > 1)
        {
            var crew = Of(threads - 1);
            if (!crew._busy.IsHeldByCurrentThread && crew._busy.TryEnter())
                try
                {
                    crew.Share(pieces, threads, work);
                    return;
                }
                finally
                {
                    crew._busy.Exit();
                }
        }

        for (var piece = 0; piece < pieces; piece++)
            work(piece, 0);
    }

    private static WorkCrew Of(int helpers)
    {
        var crew = Volatile.Read(ref _crew);
        if (crew is not null && crew._helpers >= helpers)
            return crew;
        lock (CrewLock)
        {
            // A smaller crew that was there before sleeps on: it is only replaced when someone asks for more threads than ever.
            if (_crew is null || _crew._helpers < helpers)
                _crew = new WorkCrew(helpers);
            return _crew;
        }
    }

    private void Share(int pieces, int threads, Action<int, int> work)
    {
        (_work, _pieces, _next, _failure) = (work, pieces, 0, null);
        _helpersWanted = Math.Min(threads - 1, _helpers);
        Volatile.Write(ref _inside, Open);
        Interlocked.Increment(ref _round);
        var asleep = Volatile.Read(ref _sleeping) - _wake.CurrentCount;
        if (asleep > 0)
            _wake.Release(asleep);
        TakePieces(0);
        Interlocked.And(ref _inside, ~Open);
        var waiter = new SpinWait();
        while (Volatile.Read(ref _inside) > 0)
            waiter.SpinOnce(sleep1Threshold: -1);
        _work = null;
        _failure?.Throw();
    }

    private void TakePieces(int worker)
    {
        try
        {
            for (int piece; (piece = Interlocked.Increment(ref _next) - 1) < _pieces;)
                _work!(piece, worker);
        }
        catch (Exception failure)
        {
            // Handed to the thread that asked.
            _failure = ExceptionDispatchInfo.Capture(failure);
            Volatile.Write(ref _next, _pieces);
        }
    }

    private void Help(int worker)
    {
        var seen = 0;
        while (true)
        {
            Await(seen);
            seen = Volatile.Read(ref _round);
            if (!Enter())
                continue;
            if (worker <= _helpersWanted)
                TakePieces(worker);
            Interlocked.Decrement(ref _inside);
        }
    }

    // What is asked for stays as it is while anyone is inside.
    private bool Enter()
    {
        for (int before; ((before = Volatile.Read(ref _inside)) & Open) != 0;)
            if (Interlocked.CompareExchange(ref _inside, before + 1, before) == before)
                return true;
        return false;
    }

    private void Await(int seen)
    {
        for (var spin = 0; spin < Spins; spin++)
        {
            if (Volatile.Read(ref _round) != seen)
                return;
            Thread.SpinWait(SpinLength);
        }

        // Whoever counts itself as sleeping before the round changes is woken; a permit left over only makes a later wait return early.
        Interlocked.Increment(ref _sleeping);
        while (Volatile.Read(ref _round) == seen)
            _wake.Wait();
        Interlocked.Decrement(ref _sleeping);
    }
}
