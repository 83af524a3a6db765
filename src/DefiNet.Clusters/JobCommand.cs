namespace DefiNet.Clusters;

/// <summary>A program with its arguments, passed as an array and never as a shell string, and the token that names the job.</summary>
/// <param name="Token">Name of the job, such as <c>dfn-12</c>: letters, digits, dashes.</param>
/// <param name="Program">Path of the program, or its name in the search path.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record JobCommand(string Token, string Program, IReadOnlyList<string> Arguments);
