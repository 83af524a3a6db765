using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Audit;

/// <summary>Writes down what is changed, by whom and from where: before it is done, with what came of it afterwards.</summary>
internal sealed class AuditBook
{
    private readonly Store _store;

    public AuditBook(Store store) => _store = store;

    /// <summary>Writes a row at once.</summary>
    public long Write(string account, HttpContext http, string action, int? status) =>
        Write(account, http.Connection.RemoteIpAddress?.ToString(), action, http.Request.Path, status);

    /// <summary>Writes a row at once.</summary>
    public long Write(string account, string? address, string action, string subject, int? status)
    {
        using var context = _store.NewContext();
        var row = new AuditRow { Account = account, Address = address, Action = action, Subject = Cut(subject), Status = status };
        context.Audit.Add(row);
        context.SaveChanges();
        return row.Id;
    }

    /// <summary>Notes what came of it.</summary>
    /// <param name="id">The row.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="subject">What it was done to, where that was not known before; else null.</param>
    public void Close(long id, int status, string? subject = null)
    {
        using var context = _store.NewContext();
        var rows = context.Audit.Where(row => row.Id == id);
        if (subject is null)
            rows.ExecuteUpdate(row => row.SetProperty(column => column.Status, status));
        else
            rows.ExecuteUpdate(row => row.SetProperty(column => column.Status, status).SetProperty(column => column.Subject, Cut(subject)));
    }

    /// <summary>Rows before one, the newest first.</summary>
    /// <param name="account">Only of this account; null for all.</param>
    /// <param name="before">Only rows before this one; null for the newest.</param>
    /// <param name="take">How many.</param>
    public IReadOnlyList<AuditRow> List(string? account, long? before, int take)
    {
        using var context = _store.NewContext();
        return [.. context.Audit.AsNoTracking().Where(row => (before == null || row.Id < before) && (account == null || row.Account == account)).OrderByDescending(row => row.Id).Take(take)];
    }

    private static string Cut(string subject) => subject.Length <= 500 ? subject : subject[..500];
}
