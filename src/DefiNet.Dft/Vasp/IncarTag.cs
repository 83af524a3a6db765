namespace DefiNet.Dft.Vasp;

/// <summary>One assignment of an INCAR.</summary>
/// <param name="Name">Tag in capitals; a tag inside braces carries its group's name before a slash.</param>
/// <param name="Value">Everything after the equals sign, without comment, quotes, and blanks around it.</param>
/// <param name="Line">Line of the file it began on; 0 for a tag that was set by a program.</param>
public sealed record IncarTag(string Name, string Value, int Line = 0);
