using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Tests.Running;

/// <summary>Takes some thousandths off the height of the first atom, which is what <see cref="ScriptedEngine"/> counts its steps by.</summary>
internal sealed class ShiftingRelaxer(string name, int thousandths) : IRelaxer
{
    public string Name => name;

    public string? Model => null;

    public string? ModelSha256 => null;

    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation)
    {
        var structure = configuration.Structure;
        if (name != "raw" && structure.Comment == "too hard")
            throw new RelaxationException("This one is too hard.");
        var moved = structure.WithFractional(structure.Fractional.SetItem(0, structure.Fractional[0] - new Vector3(0, 0, thousandths / 1000.0)));
        return new(moved, 1, true, 0.001, 0, 0, null, null, "passed");
    }
}
