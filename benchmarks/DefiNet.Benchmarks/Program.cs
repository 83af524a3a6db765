using BenchmarkDotNet.Running;
using DefiNet.Benchmarks;

// "race FILE" times one neighbour list in a few seconds, for scripts that compare with others; all else is BenchmarkDotNet's.
if (args is ["race", var file])
    NeighbourRace.Run(file);
else if (args is ["layer", var repeat, var target])
    Layer.Write(int.Parse(repeat, System.Globalization.CultureInfo.InvariantCulture), target);
else
    BenchmarkSwitcher.FromAssembly(typeof(Layer).Assembly).Run(args);
