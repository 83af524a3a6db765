using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Writes XDATCAR: the positions of every step. Where the cell changes its lattice is repeated, as VASP does.</summary>
internal sealed class XdatcarFile : IDisposable
{
    private readonly StepFile _file;
    private readonly string _comment;
    private Lattice? _lattice;

    public XdatcarFile(string path, string comment) => (_file, _comment) = (new(path), comment);

    public void CompleteIonicStep(int step, Structure structure)
    {
        var text = _file.Text;
        if (!structure.Lattice.Equals(_lattice))
        {
            text.Line(_comment).Line("           1");
            foreach (var vector in (ReadOnlySpan<Vector3>)[structure.Lattice.A, structure.Lattice.B, structure.Lattice.C])
                text.Append(' ').F(vector.X, 12, 6).F(vector.Y, 12, 6).F(vector.Z, 12, 6).Line();
            ContcarFile.AppendSpecies(text, structure);
            _lattice = structure.Lattice;
        }

        text.Append("Direct configuration=").I(step, 6).Line();
        foreach (var position in structure.Fractional)
            text.F(position.X, 13, 8).F(position.Y, 13, 8).F(position.Z, 13, 8).Line();
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();
}
