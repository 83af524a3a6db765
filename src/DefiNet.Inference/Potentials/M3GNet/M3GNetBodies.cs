using System.Numerics;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>Three-body sums of an M3GNet, forward and back.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class M3GNetBodies<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Lanes = M3GNetWorkspace<T>.Lanes;

    private readonly M3GNetWorkspace<T> _space;
    private readonly M3GNetWeights<T> _net;
    private readonly PotentialKernels<T> _kernels;
    private readonly int _functions;
    private readonly double _bodyCutoff;
    private readonly GrowingBuffer<T> _polynomial = new();

    public M3GNetBodies(M3GNetWorkspace<T> space)
    {
        (_space, _net, _kernels) = (space, space.Net, space.Kernels);
        _functions = _net.Settings.BodyFunctions;
        _bodyCutoff = _net.Settings.ThreeBodyCutoff;
        FillPolynomial();
    }

    // Numbers the bonds within the three-body cutoff, those of one atom side by side.
    public void ListBodies()
    {
        var starts = _space.BodyStart.Pointer;
        var at = _space.BodyAt.Pointer;
        var bond = _space.BodyBond.Pointer;
        var cosines = _space.CosineStart.Pointer;
        var (count, pairs) = (0, 0L);
        for (var atom = 0; atom < _space.Atoms; atom++)
        {
            (starts[atom], cosines[atom]) = (count, pairs);
            for (var k = _space.Graph.Start.Pointer[atom]; k < _space.Graph.Start.Pointer[atom + 1]; k++)
            {
                at[k] = -1;
                if (_space.Graph.Length.Pointer[k] > _bodyCutoff)
                    continue;
                at[k] = count;
                bond[count++] = k;
            }

            pairs += (long)(count - starts[atom]) * (count - starts[atom]);
        }

        (starts[_space.Atoms], cosines[_space.Atoms]) = (count, pairs);
        _space.ReserveBodies(count, pairs);
    }

    public void PrepareBodies(int tile, int worker)
    {
        const double Largest = 1 - 1e-7f;
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.BodyStart.Pointer[atom], _space.BodyStart.Pointer[atom + 1]);
            var count = to - from;
            var cosines = _space.Cosines.Pointer + _space.CosineStart.Pointer[atom];
            for (var a = 0; a < count; a++)
            {
                _space.Envelope.Pointer[from + a] = Envelope(_space.Graph.Length.Pointer[_space.Slot(from + a)]);
                for (var b = 0; b < count; b++)
                    cosines[a * count + b] = T.CreateTruncating(Math.Clamp(BondAngle.Cosine(_space.Graph, _space.BodyBond.Pointer[from + a], _space.BodyBond.Pointer[from + b]), -Largest, Largest));
            }
        }
    }

    // Three-body sums around each atom, put where their bonds' rows are.
    public void SumBodies(int tile, int worker)
    {
        var sums = _space.BodySums(_space.Block);
        var q = _space.Q.Pointer + (long)_space.Block * _space.Bodies * Lanes;
        var (first, rows) = _space.RowsOf(tile);
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.BodyStart.Pointer[atom], _space.BodyStart.Pointer[atom + 1]);
            for (var body = from; body < to; body++)
                FillFactors(body, q + (long)body * Lanes);
        }

        // A slot belongs to one sum only, so that each row is written by one tile.
        for (var bond = first; bond < first + rows; bond++)
            if (_space.BodyOfSlot(bond) < 0)
                new Span<T>(sums + (long)_space.Graph.Reverse.Pointer[bond] * Lanes, Lanes).Clear();
        var acc = _space.Scratch[worker].Reserve((long)(_space.BodyStart.Pointer[_space.Tiles.End(tile)] - _space.BodyStart.Pointer[_space.Tiles.First(tile)]) * Lanes);
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.BodyStart.Pointer[atom], _space.BodyStart.Pointer[atom + 1]);
            _kernels.ThreeBody(to - from, _space.Cosines.Pointer + _space.CosineStart.Pointer[atom], q + (long)from * Lanes, _polynomial.Pointer, acc);
            for (var body = from; body < to; body++)
            {
                var envelope = T.CreateTruncating(_space.Envelope.Pointer[body]);
                var target = sums + (long)_space.Graph.Reverse.Pointer[_space.Slot(body)] * Lanes;
                for (var k = 0; k < Lanes; k++)
                    target[k] = envelope * acc[(body - from) * Lanes + k];
            }
        }
    }

    public void ReverseBodies(int tile, int worker)
    {
        var (from0, to0) = (_space.BodyStart.Pointer[_space.Tiles.First(tile)], _space.BodyStart.Pointer[_space.Tiles.End(tile)]);
        var q = _space.Q.Pointer + (long)_space.Block * _space.Bodies * Lanes;
        var b = _space.Scratch[worker].Reserve((to0 - from0) * 2L * Lanes);
        var dq = b + (to0 - from0) * (long)Lanes;
        for (var atom = _space.Tiles.First(tile); atom < _space.Tiles.End(tile); atom++)
        {
            var (from, to) = (_space.BodyStart.Pointer[atom], _space.BodyStart.Pointer[atom + 1]);
            var at = _space.CosineStart.Pointer[atom];
            // The sum itself, without its envelope, is needed for the derivative by the envelope: where that is zero the stored sum does not tell it.
            _kernels.ThreeBody(to - from, _space.Cosines.Pointer + at, q + (long)from * Lanes, _polynomial.Pointer, dq);
            for (var body = from; body < to; body++)
            {
                var upstream = _space.DBodySums.Pointer + (long)_space.Graph.Reverse.Pointer[_space.Slot(body)] * Lanes;
                var envelope = T.CreateTruncating(_space.Envelope.Pointer[body]);
                var byEnvelope = T.Zero;
                for (var k = 0; k < _functions; k++)
                {
                    byEnvelope += upstream[k] * dq[(body - from) * Lanes + k];
                    b[(body - from) * Lanes + k] = upstream[k] * envelope;
                }

                for (var k = _functions; k < Lanes; k++)
                    b[(body - from) * Lanes + k] = T.Zero;
                _space.EnvelopeSlopes.Pointer[body] += double.CreateTruncating(byEnvelope);
            }

            _kernels.ThreeBodyReverse(to - from, _space.Cosines.Pointer + at, q + (long)from * Lanes, _polynomial.Pointer, b, dq, _space.CosineSlopes.Pointer + at);
            for (var body = from; body < to; body++)
                ReverseFactors(body, dq + (body - from) * Lanes);
        }
    }

    public double EnvelopeSlope(double r)
    {
        var x = r / _bodyCutoff;
        return r <= _bodyCutoff ? -30 * x * x * (1 - x) * (1 - x) / _bodyCutoff : 0;
    }

    public int CountAngles()
    {
        var angles = 0L;
        for (var atom = 0; atom < _space.Atoms; atom++)
        {
            long count = _space.BodyStart.Pointer[atom + 1] - _space.BodyStart.Pointer[atom];
            angles += count * (count - 1);
        }

        return (int)Math.Min(angles, int.MaxValue);
    }

    private void FillPolynomial()
    {
        var polynomial = _polynomial.Reserve(3 * Lanes);
        new Span<T>(polynomial, 3 * Lanes).Clear();
        // Spherical harmonics of order 0 as polynomials in the cosine.
        ReadOnlySpan<double> coefficients =
        [
            0.5 / Math.Sqrt(Math.PI), 0, 0,
            0, Math.Sqrt(0.75 / Math.PI), 0,
            -0.25 * Math.Sqrt(5 / Math.PI), 0, 0.75 * Math.Sqrt(5 / Math.PI),
        ];
        for (var l = 0; l < _net.Settings.AngularMomenta; l++)
            for (var n = 0; n < _net.Settings.RadialFunctions; n++)
                for (var power = 0; power < 3; power++)
                    polynomial[power * Lanes + l * _net.Settings.RadialFunctions + n] = T.CreateTruncating(coefficients[3 * l + power]);
    }

    private double Envelope(double r)
    {
        var x = r / _bodyCutoff;
        return r <= _bodyCutoff ? 1 + x * x * x * (-10 + x * (15 - 6 * x)) : 0;
    }

    private void FillFactors(int body, T* q)
    {
        var envelope = T.CreateTruncating(_space.Envelope.Pointer[body]);
        var basis = _space.Basis.Pointer + (long)_space.BodyBond.Pointer[body] * Lanes;
        var atom = _space.BodyAtoms(_space.Block) + (long)_space.Graph.Neighbour.Pointer[_space.Slot(body)] * Lanes;
        for (var k = 0; k < Lanes; k++)
            q[k] = basis[k] * envelope * atom[k];
    }

    private void ReverseFactors(int body, T* dq)
    {
        var envelope = T.CreateTruncating(_space.Envelope.Pointer[body]);
        var bond = (long)_space.BodyBond.Pointer[body] * Lanes;
        var basis = _space.Basis.Pointer + bond;
        var slope = _space.BasisSlope.Pointer + bond;
        var atom = _space.BodyAtoms(_space.Block) + (long)_space.Graph.Neighbour.Pointer[_space.Slot(body)] * Lanes;
        var (byEnvelope, byLength) = (T.Zero, T.Zero);
        var byAtom = _space.DBodyAtoms.Pointer + (long)body * Lanes;
        for (var k = 0; k < Lanes; k++)
        {
            byEnvelope += dq[k] * basis[k] * atom[k];
            byLength += dq[k] * slope[k] * atom[k];
            byAtom[k] = dq[k] * basis[k] * envelope;
        }

        _space.EnvelopeSlopes.Pointer[body] += double.CreateTruncating(byEnvelope);
        _space.BodySlopes.Pointer[body] += double.CreateTruncating(byLength * envelope);
    }
}
