namespace DefiNet.Dft.QuantumEspresso;

/// <summary>A variable of a namelist: its name in small letters, with its index where it has one, and its value as written.</summary>
public readonly record struct PwEntry(string Name, string Value);
