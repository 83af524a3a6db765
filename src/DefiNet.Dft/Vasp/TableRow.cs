namespace DefiNet.Dft.Vasp;

/// <summary>What a line is to the table that is being read.</summary>
internal enum TableRow
{
    /// <summary>Part of it; more may follow.</summary>
    More,

    /// <summary>Its last.</summary>
    Last,

    /// <summary>No part of it: the table is cut there, or over.</summary>
    Foreign,
}
