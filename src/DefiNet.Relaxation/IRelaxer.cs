using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation;

/// <summary>Moves the atoms of a defect configuration towards their relaxed positions. Safe to use from several threads.</summary>
public interface IRelaxer
{
    /// <summary>Name of the relaxer as in the store and on the command line, such as <c>raw</c> or <c>definet</c>.</summary>
    string Name { get; }

    /// <summary>Name of the model behind it, or null when it has none.</summary>
    string? Model { get; }

    /// <summary>SHA-256 of the model's file as hexadecimal digits, or null when it has none.</summary>
    string? ModelSha256 { get; }

    /// <summary>Makes a start from a configuration. The atoms keep the order of <see cref="Configuration.Structure"/>; ghosts are left out.</summary>
    /// <exception cref="RelaxationException">This relaxer cannot treat the configuration.</exception>
    RelaxedStart Relax(Configuration configuration, CancellationToken cancellation);
}
