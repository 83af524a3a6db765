using Microsoft.Playwright;

namespace DefiNet.Server.Tests.Browser;

/// <summary>Debian's Chromium, one for all tests that need a browser. Pictures of what they saw lie in artifacts/screenshots.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // A machine that is busy with something else starts the Studio in a minute.
    private const float Patience = 180_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string Pictures { get; } = Directory.CreateDirectory(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots"))).FullName;

    public async ValueTask InitializeAsync()
    {
        if (Programs.FirstOrDefault(File.Exists) is not { } program)
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of a browser that nobody has used; skips the test where there is no Chromium.</summary>
    public async Task<IPage> PageAsync()
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium; ./test installs Debian's.");
        var page = await _browser!.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        page.SetDefaultTimeout(Patience);
        return page;
    }
}
