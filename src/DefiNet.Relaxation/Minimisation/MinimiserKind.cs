namespace DefiNet.Relaxation.Minimisation;

/// <summary>How a minimum is looked for.</summary>
public enum MinimiserKind
{
    /// <summary>Fast inertial relaxation engine.</summary>
    Fire,

    /// <summary>Quasi-Newton with a limited memory, without line search.</summary>
    Lbfgs,

    /// <summary>Conjugate gradient with line searches.</summary>
    Cg,
}
