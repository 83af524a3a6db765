using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Runs;

/// <summary>Keeps the books of force evaluations while an output is read: what was begun, what was completed, what belongs to a line search without forces.</summary>
internal sealed class EvaluationLog
{
    /// <summary>More evaluations than any run has; what a file says beyond is not taken.</summary>
    private const int Most = 1 << 22;

    private readonly ImmutableArray<IonicStep>.Builder _steps = ImmutableArray.CreateBuilder<IonicStep>();
    private readonly List<int> _electronic = [];
    private int _open;
    private bool _isOpen;
    private bool _unconverged;
    private bool _interrupted;

    /// <summary>Energy of the evaluation at work in eV; null before it is printed.</summary>
    public double? Energy { get; private set; }

    /// <summary>Evaluations completed.</summary>
    public int Completed => _steps.Count;

    public int EnergyOnly { get; private set; }

    public int UnconvergedLoops { get; private set; }

    public bool LastLoopUnconverged { get; private set; }

    public bool IsOpen => _isOpen;

    public ImmutableArray<IonicStep> Steps => _steps.ToImmutable();

    /// <summary>Electronic steps of each evaluation begun; one at work counts.</summary>
    public ImmutableArray<int> ElectronicSteps => _isOpen ? [.. _electronic, _open] : [.. _electronic];

    /// <summary>An electronic loop begins: a new evaluation, unless one that has no energy yet goes on with its outer loop.</summary>
    public void Begin()
    {
        if (_isOpen && Energy is null)
            return;
        if (_isOpen)
            DropForces();
        (_isOpen, _unconverged, _interrupted, Energy) = (true, false, false, null);
    }

    public void ElectronicStep() => CountElectronic(1);

    public void CountElectronic(int steps)
    {
        if (!_isOpen)
            Begin();
        _open = (int)Math.Min((long)_open + steps, int.MaxValue);
    }

    public void LoopUnconverged() => _unconverged = true;

    /// <summary>The electronic loop was broken off: what is printed after it is no result.</summary>
    public void LoopInterrupted() => _interrupted = true;

    public void HasEnergy(double energy)
    {
        if (!_isOpen || Energy is not null)
            Begin();
        Energy = energy;
    }

    /// <summary>The forces are printed in full: the evaluation is complete. False when it was none.</summary>
    public bool Complete(double maxForce, double maxForceFree, double? seconds)
    {
        if (!_isOpen || Energy is not { } energy || _steps.Count == Most)
            return false;
        if (_interrupted)
        {
            _electronic.Add(_open);
            Discard();
            return false;
        }

        _steps.Add(new(_steps.Count + 1, energy, null, maxForce, maxForceFree, _open, seconds));
        _electronic.Add(_open);
        LastLoopUnconverged = _unconverged;
        if (_unconverged)
            UnconvergedLoops++;
        (_isOpen, _open, Energy) = (false, 0, null);
        return true;
    }

    /// <summary>The evaluation at work had no forces: its electronic steps go to the next.</summary>
    public void DropForces()
    {
        if (!_isOpen || Energy is null)
            return;
        EnergyOnly++;
        (_isOpen, Energy) = (false, null);
    }

    /// <summary>What is at work is no evaluation of a step, such as an energy computed once more at the end.</summary>
    public void Discard() => (_isOpen, _open, Energy) = (false, 0, null);

    /// <summary>The wall time of the last evaluation.</summary>
    public void TookSeconds(double seconds)
    {
        if (_steps.Count > 0)
            _steps[^1] = _steps[^1] with { Seconds = seconds };
    }

    /// <summary>Largest force norm over atoms, and the same over what may move.</summary>
    public static (double All, double Free) Largest(ReadOnlySpan<Vector3> forces, ImmutableArray<AxisFreedom> freedom)
    {
        var (all, free) = (0.0, 0.0);
        for (var atom = 0; atom < forces.Length; atom++)
        {
            var force = forces[atom];
            all = Larger(all, force.Length);
            if (freedom.IsDefault || freedom.Length != forces.Length)
                free = all;
            else if (freedom[atom] is { } axes)
                free = Larger(free, new Vector3(axes.A ? force.X : 0, axes.B ? force.Y : 0, axes.C ? force.Z : 0).Length);
        }

        return (all, free);
    }

    // Not a number wins: a maximum over something unknown is unknown.
    private static double Larger(double one, double other) => double.IsNaN(one) || double.IsNaN(other) ? double.NaN : Math.Max(one, other);
}
