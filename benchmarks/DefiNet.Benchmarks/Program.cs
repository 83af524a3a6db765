using System.Globalization;
using BenchmarkDotNet.Running;
using DefiNet.Benchmarks;
using DefiNet.Benchmarks.Dft;
using DefiNet.Benchmarks.Nets;
using DefiNet.Benchmarks.Workflows;

// "race FILE" times one neighbour list, "outcar FILE" one reading of an OUTCAR, in a few seconds each, for scripts that compare with others; "nets FOLDER SECONDS" times the nets, those whose name holds NETS where that is set, "nets-on DEVICE CHANNELS SECONDS" nets on a GPU or through libtorch, "gemm" the matrix product alone; "workflows STORE INSTANCES LENGTH WORKERS" and its neighbours are the loads of workflows of benchmarks/workflows-load; all else is BenchmarkDotNet's.
if (args is ["race", var file])
    NeighbourRace.Run(file);
else if (args is ["layer", var repeat, var target])
    Layer.Write(int.Parse(repeat, CultureInfo.InvariantCulture), target);
else if (args is ["outcar", var outcar])
    OutcarRace.Run(outcar);
else if (args is ["long-outcar", var source, var longer, var megabytes])
    LongOutcar.Write(source, longer, long.Parse(megabytes, CultureInfo.InvariantCulture) * 1_000_000);
else if (args is ["nets-write", var made])
    NetRace.Write(made);
else if (args is ["nets", var written, var seconds, .. var more])
    NetRace.Run(written, more.FirstOrDefault(), [.. more.Skip(1)], double.Parse(seconds, CultureInfo.InvariantCulture), Environment.GetEnvironmentVariable("NETS") ?? "");
else if (args is ["nets-on", var device, var channels, var each])
    return DeviceRace.Run(device, Number(channels), double.Parse(each, CultureInfo.InvariantCulture));
else if (args is ["gemm"])
    GemmRace.Run();
else if (args is ["nets-scaling", var what, .. var weights])
    NetScaling.Run(what, weights.FirstOrDefault());
else if (args is ["workflows", var store, var instances, var length, var workers])
    await WorkflowLoad.RunAsync(store, Number(instances), Number(length), Number(workers));
else if (args is ["quartz", var calendar, var triggers])
    await QuartzLoad.RunAsync(calendar, Number(triggers));
else if (args is ["workflows-wake", var clocks, var sleepers, var hands])
    await WaitingLoad.WakeAsync(clocks, Number(sleepers), Number(hands));
else if (args is ["workflows-fill", var filled, var bookmarks])
    await WaitingLoad.FillAsync(filled, Number(bookmarks));
else if (args is ["workflows-start", var full])
    await WaitingLoad.StartAsync(full);
else
    BenchmarkSwitcher.FromAssembly(typeof(Layer).Assembly).Run(args);
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
