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
            .Select(record => new { record.Run!.Start!.Configuration!.MaterialId, Ideal = record.Run.Start.Configuration.Structure, record.Structure })
            .AsEnumerable()
            .Select(cell => new RelaxedHost(cell.MaterialId, StructureBlob.Read(cell.Ideal), StructureBlob.Read(cell.Structure!)))];
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
