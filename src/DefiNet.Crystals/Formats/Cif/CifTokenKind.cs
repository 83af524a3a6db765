namespace DefiNet.Crystals.Formats.Cif;

/// <summary>What a piece of a CIF is.</summary>
internal enum CifTokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary><c>data_NAME</c>; the token's text is the name.</summary>
    DataHeading,

    /// <summary><c>save_NAME</c> or <c>save_</c>; the token's text is the name.</summary>
    SaveHeading,

    /// <summary><c>loop_</c>.</summary>
    Loop,

    /// <summary>A data name such as <c>_cell_length_a</c>.</summary>
    Tag,

    /// <summary>A value without quotes.</summary>
    Value,

    /// <summary>A value in quotes or in a text field; <c>?</c> and <c>.</c> mean themselves in it.</summary>
    QuotedValue,
}
