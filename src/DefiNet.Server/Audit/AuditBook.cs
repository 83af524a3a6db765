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
        var row = new AuditRow { Account = account, Address = address, Action = action, Subject = subject.Length <= 500 ? subject : subject[..500], Status = status };
        context.Audit.Add(row);
        context.SaveChanges();
        return row.Id;
    }

    /// <summary>Notes what came of it.</summary>
    public void Close(long id, int status)
    {
        using var context = _store.NewContext();
        context.Audit.Where(row => row.Id == id).ExecuteUpdate(row => row.SetProperty(column => column.Status, status));
    }
}
