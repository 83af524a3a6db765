namespace DefiNet.Clusters.Hosts;

/// <summary>Why a host could not be reached.</summary>
public enum UnreachableReason
{
    /// <summary>Another reason, which the message tells.</summary>
    Other,

    /// <summary>The host's name means nothing here.</summary>
    NameUnknown,

    /// <summary>Nobody listens there, or the way there is closed.</summary>
    Refused,

    /// <summary>There was no answer in time.</summary>
    TimedOut,

    /// <summary>The host asks for a password or a code: a person must log in once with <c>definet cluster login</c>.</summary>
    LoginNeeded,

    /// <summary>The host's key is unknown or another than the one known.</summary>
    HostKeyWrong,

    /// <summary>The connection was there and broke.</summary>
    Dropped,

    /// <summary>The connection is there, but the site allows no more sessions over it now.</summary>
    TooManySessions,

    /// <summary>The program ssh is absent on this machine.</summary>
    NoClient,
}
