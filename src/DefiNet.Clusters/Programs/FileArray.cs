namespace DefiNet.Clusters.Programs;

/// <summary>A program that treats many files, a few of them in each run, the runs shared by the tasks of one array job.</summary>
/// <param name="Token">Name of the job; who repeats a call with it goes on where the last one was.</param>
/// <param name="Command">Program and arguments before the names of the files.</param>
/// <param name="Files">Files here; their names must differ.</param>
/// <param name="FilesPerRun">So many files go into one call of the program.</param>
/// <param name="Tasks">So many tasks share the runs.</param>
/// <param name="Fetch">What comes back of each run, beside what the program printed; plain names, or patterns with * and ?.</param>
public sealed record FileArray(string Token, IReadOnlyList<string> Command, IReadOnlyList<string> Files, int FilesPerRun, int Tasks, IReadOnlyList<string> Fetch);
