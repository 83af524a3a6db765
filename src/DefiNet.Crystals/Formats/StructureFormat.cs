namespace DefiNet.Crystals.Formats;

/// <summary>A file format of structures.</summary>
public enum StructureFormat
{
    /// <summary>VASP's POSCAR and CONTCAR.</summary>
    Poscar,

    /// <summary>Crystallographic Information File.</summary>
    Cif,

    /// <summary>Extended XYZ.</summary>
    ExtendedXyz,
}
