namespace DefiNet.Dft.Records;

/// <summary>Stress on the cell in kB (a tenth of a GPa), with VASP's sign: positive where the cell wants to grow.</summary>
public readonly record struct Stress(double XX, double YY, double ZZ, double XY, double YZ, double ZX)
{
    /// <summary>A third of the trace, in kB: VASP's external pressure.</summary>
    public double Pressure => (XX + YY + ZZ) / 3;
}
