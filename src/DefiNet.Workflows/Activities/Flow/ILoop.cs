namespace DefiNet.Workflows.Activities.Flow;

/// <summary>Marks activities that <see cref="Break"/> ends.</summary>
internal interface ILoop;
