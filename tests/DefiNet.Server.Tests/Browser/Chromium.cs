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
    private IBrowserContext? _shared;

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
        var page = await (await ContextAsync()).NewPageAsync();
        page.SetDefaultTimeout(Patience);
        return page;
    }

    /// <summary>A page of a browser that was signed in once, and keeps what it loaded: the Studio's program is compiled for the first page only.</summary>
    public async Task<IPage> SignedInPageAsync(string signInLink)
    {
        if (_shared is null)
        {
            _shared = await ContextAsync();
            var first = await _shared.NewPageAsync();
            first.SetDefaultTimeout(Patience);
            await first.GotoAsync(signInLink);
            await first.GetByRole(AriaRole.Button, new() { Name = "Sign in as admin" }).ClickAsync();
            await Assertions.Expect(first.GetByRole(AriaRole.Heading, new() { Name = "Campaigns", Level = 1 })).ToBeVisibleAsync();
            await first.CloseAsync();
        }

        var page = await _shared.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        return page;
    }

    private Task<IBrowserContext> ContextAsync()
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium; ./test installs Debian's.");
        return _browser!.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
    }
}
