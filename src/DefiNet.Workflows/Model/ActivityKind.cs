namespace DefiNet.Workflows.Model;

/// <summary>Kinds of activities.</summary>
public enum ActivityKind
{
    /// <summary>Changes nothing outside its instance.</summary>
    Action,

    /// <summary>May start a workflow.</summary>
    Trigger,

    /// <summary>Works for long outside its instance: everything before it is committed first, and what it did is committed at once.</summary>
    Job,

    /// <summary>Has an effect outside its instance: everything before it is committed first, and what it did is committed at once.</summary>
    Task,
}
