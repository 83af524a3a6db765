namespace DefiNet.Dft.Cp2k;

/// <summary>A line of a CP2K input: a keyword and its value; in <c>&amp;COORD</c> an element and its position.</summary>
public readonly record struct Cp2kKeyword(string Name, string Value);
