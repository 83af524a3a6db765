return await DefiNet.Cli.CommandLine.RunAsync(args).ConfigureAwait(false);
