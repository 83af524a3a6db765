using BenchmarkDotNet.Attributes;
using DefiNet.Crystals.Formats.Cif;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Benchmarks.Formats;

/// <summary>Reads 192 atoms from a text in memory.</summary>
[Config(typeof(InThisProcess))]
public class StructureReadBenchmark
{
    private const int Repeat = 8;
    private const int Decimals = 8;

    private string _cif = "";
    private string _poscar = "";
    private string _xyz = "";

    /// <summary>Writes the texts.</summary>
    [GlobalSetup]
    public void WriteTexts()
    {
        var structure = Layer.Of(Repeat);
        _cif = CifWriter.ToText(structure, new() { Decimals = Decimals });
        _poscar = PoscarWriter.ToText(structure);
        _xyz = XyzWriter.ToText(new() { Structure = structure });
    }

    /// <summary>A CIF of eight decimals, as in 2DMD.</summary>
    [Benchmark]
    public int Cif() => CifReader.Read(_cif, "a.cif").Count;

    /// <summary>A POSCAR of all digits.</summary>
    [Benchmark]
    public int Poscar() => PoscarReader.Read(new StringReader(_poscar), "POSCAR").Count;

    /// <summary>An extended XYZ of all digits.</summary>
    [Benchmark]
    public int Xyz() => XyzReader.Read(new StringReader(_xyz), "a.xyz").Length;
}
