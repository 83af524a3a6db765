namespace DefiNet.Campaigns.Running;

/// <summary>What happens to a DFT run.</summary>
public enum RunEvent
{
    /// <summary>A slot is free.</summary>
    Submit,

    /// <summary>The inputs are in the folder.</summary>
    Stage,

    /// <summary>The engine has the folder.</summary>
    Launch,

    /// <summary>The engine ended by itself.</summary>
    End,

    /// <summary>The engine was killed from outside.</summary>
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
}
