namespace DefiNet.Server.Accounts;

/// <summary>What an account may do; each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Look.</summary>
    Viewer = 1,

    /// <summary>Also make, run and end campaigns, schedules and workflows.</summary>
    Operator = 2,

    /// <summary>Also look after accounts and read the audit.</summary>
    Admin = 3,
}
