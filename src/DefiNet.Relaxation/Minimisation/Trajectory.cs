using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.ExtendedXyz;

namespace DefiNet.Relaxation.Minimisation;

/// <summary>The steps of a relaxation as frames of extended XYZ, with energy and forces.</summary>
public sealed class Trajectory
{
    private readonly TextWriter _text;

    /// <summary>Writes to a text.</summary>
    public Trajectory(TextWriter text) => _text = text;

    /// <summary>Frames written.</summary>
    public int Frames { get; private set; }

    /// <summary>Writes one frame.</summary>
    internal void Add(Structure structure, Lattice lattice, ReadOnlySpan<Vector3> fractional, double energy, ReadOnlySpan<Vector3> forces)
    {
        XyzWriter.Write(
            new XyzFrame
            {
                Structure = new Structure(lattice, structure.Species, ImmutableArray.Create(fractional)),
                Columns = [XyzColumn.OfVectors("forces", ImmutableArray.Create(forces))],
                Info = [new("energy", energy.ToString("R", CultureInfo.InvariantCulture))],
            },
            _text);
        Frames++;
    }
}
