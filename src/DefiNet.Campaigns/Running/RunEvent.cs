namespace DefiNet.Campaigns.Running;

/// <summary>What happens to a DFT run.</summary>
public enum RunEvent
{
    /// <summary>A slot is free.</summary>
    Submit,

    /// <summary>The inputs are in the folder.</summary>
    Stage,

    /// <summary>The engine has the folder, without a scheduler.</summary>
    Launch,

    /// <summary>The scheduler has the job.</summary>
    Accept,

    /// <summary>The scheduler's queue shows the job waiting.</summary>
    See,

    /// <summary>The scheduler's job has begun.</summary>
    Start,

    /// <summary>The queue does not show the job any more.</summary>
    Leave,

    /// <summary>The scheduler knows the job no more, or its folder is gone, and it never began: to be submitted again.</summary>
    Vanish,

    /// <summary>The engine ended.</summary>
    End,

    /// <summary>The output is here.</summary>
    Fetch,

    /// <summary>The engine was ended from outside before it was done: it goes on in another part.</summary>
    Interrupt,

    /// <summary>Something was done about the error that it ended with, its own or another arm's: its next part is to be begun.</summary>
    Correct,

    /// <summary>It had ended well, but another arm got other settings: it is run again with them.</summary>
    Reopen,

    /// <summary>The output is read.</summary>
    Record,

    /// <summary>Nothing more can come of it.</summary>
    Fail,

    /// <summary>Somebody does not want it any more.</summary>
    Cancel,

    /// <summary>Somebody wants it once more, from its start.</summary>
    Retry,
}
