using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>A pristine cell of a campaign and what the campaign's own engine made of it.</summary>
internal sealed record RelaxedHost(long MaterialId, Structure Ideal, Structure Relaxed)
{
    private const double SameCellTolerance = 1e-3;

    /// <summary>All pristine cells of a campaign whose run has converged.</summary>
    public static List<RelaxedHost> Load(Store store, long campaignId)
    {
        using var context = store.NewContext();
        return [.. context.Records.AsNoTracking()
            .Where(record => record.Converged && record.Structure != null && record.Run!.Start!.Configuration!.CampaignId == campaignId && record.Run.Start.Configuration.Pristine)
            .Select(record => new { record.Run!.Start!.Configuration, record.Structure })
            .AsEnumerable()
            .Select(cell => Of(cell.Configuration!, StructureBlob.Read(cell.Structure!)))];
    }

    // A configuration's atoms are grouped by element; a relaxed host's are the sites in their order.
    private static RelaxedHost Of(ConfigurationRow row, Structure relaxed)
    {
        var pristine = Configurations.Of(row);
        var bySite = new Vector3[relaxed.Count];
        var species = new Element[relaxed.Count];
        for (var atom = 0; atom < relaxed.Count; atom++)
            (bySite[pristine.Sites[atom]], species[pristine.Sites[atom]]) = (relaxed.Fractional[atom], relaxed.Species[atom]);
        return new(row.MaterialId, pristine.Structure, new Structure(relaxed.Lattice, [.. species], [.. bySite]));
    }

    /// <summary>Whether a configuration lies in this cell.</summary>
    public bool Fits(ConfigurationRow row)
    {
        if (row.MaterialId != MaterialId)
            return false;
        var cell = StructureBlob.Read(row.Structure).Lattice;
        return (cell.A - Ideal.Lattice.A).Length < SameCellTolerance
            && (cell.B - Ideal.Lattice.B).Length < SameCellTolerance
            && (cell.C - Ideal.Lattice.C).Length < SameCellTolerance;
    }
}
