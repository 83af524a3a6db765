namespace DefiNet.Crystals.Neighbours;

/// <summary>How images are looked through.</summary>
internal enum SearchWay
{
    /// <summary>Whichever is faster.</summary>
    Either,

    /// <summary>Each atom against all images.</summary>
    Outright,

    /// <summary>Each atom against the boxes around it.</summary>
    Boxes,
}
