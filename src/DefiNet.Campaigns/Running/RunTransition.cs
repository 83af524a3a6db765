namespace DefiNet.Campaigns.Running;

/// <summary>One line of the table of <see cref="RunMachine"/>.</summary>
/// <param name="To">State after.</param>
/// <param name="Effect">What is to be done there.</param>
public readonly record struct RunTransition(RunState To, RunEffect Effect);
