using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace DefiNet.Server.Tests.Browser;

/// <summary>Elsa Studio as a person has it before them: what is done is done with the mouse and the keyboard.</summary>
internal sealed class Studio : IAsyncDisposable
{
    private const string Api = "/elsa/api/", Saved = "/elsa/api/descriptors/activities";
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly string _url;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentDictionary<IRequest, byte> _underWay = new();
    private long _lastAnswer = Stopwatch.GetTimestamp();

    private Studio(IPage page, string url)
    {
        (Page, _url) = (page, url);
        page.Request += (_, request) =>
        {
            Asked.Enqueue(new Uri(request.Url).AbsolutePath);
            if (request.Url.Contains(Api, StringComparison.Ordinal))
                _underWay.TryAdd(request, 0);
        };
        page.RequestFinished += (_, request) => Ended(request);
        page.RequestFailed += (_, request) => Ended(request);
        page.Load += (_, _) => _underWay.Clear();
        page.Response += (_, response) =>
        {
            // Nothing comes from elsewhere; 'blob:' and 'data:' are the page's own.
            if (response.Status >= 400 || !(response.Url.StartsWith(url, StringComparison.Ordinal) || response.Url.StartsWith($"blob:{url}", StringComparison.Ordinal) || response.Url.StartsWith("data:", StringComparison.Ordinal)))
                _complaints.Enqueue($"{response.Request.Method} {response.Url} answers {response.Status}");
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.WebSocket += (_, socket) => Sockets.Enqueue(new Uri(socket.Url).AbsolutePath);
    }

    public IPage Page { get; }

    /// <summary>What the browser could not do, and what our API refused; empty when all is well.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentQueue<string> Sockets { get; } = new();

    /// <summary>Opens a page of the Studio, signed in.</summary>
    public static async Task<Studio> OpenAsync(Chromium chromium, TestServer server, string path)
    {
        var studio = new Studio(await chromium.SignedInPageAsync(server.SignInLink()), server.Url);
        await studio.GoAsync(path);
        return studio;
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    public Task GoAsync(string path) => Page.GotoAsync($"{_url}/designer/{path}");

    public Task PictureAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Chromium.Pictures, $"{name}.png") });

    /// <summary>Makes a workflow from the list and waits for the empty canvas.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(string name)
    {
        await Page.GetByText("Create Workflow").ClickAsync();
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
        await Page.WaitForURLAsync("**/edit");
        await CanvasAsync();
        return new Uri(Page.Url).Segments[^2].Trim('/');
    }

    /// <summary>Waits until the editor is there and has asked all it wants.</summary>
    public async Task CanvasAsync()
    {
        await Assertions.Expect(Page.Locator(".mud-expand-panel").First).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".graph-container")).ToBeVisibleAsync();
        await SettleAsync();
    }

    public ILocator Node(string name) => Page.Locator(".x6-node", new() { HasText = name });

    /// <summary>Opens a group of the palette.</summary>
    public Task UnfoldAsync(string category) => Page.Locator(".mud-expand-panel-header", new() { HasText = category }).First.ClickAsync();

    public ILocator PaletteItem(string title) => Page.Locator(".cursor-grab", new() { HasText = title }).First;

    /// <summary>Drags an activity from the palette to the canvas.</summary>
    public async Task DropAsync(string category, string title, string node, int x, int y)
    {
        await Page.GetByPlaceholder("Search").FillAsync(title);
        var item = PaletteItem(title);
        await Assertions.Expect(item).ToBeAttachedAsync();
        await Assertions.Expect(Page.Locator(".mud-expand-panel")).ToHaveCountAsync(1);
        while (!await IsStillAsync(item))
            if (!await item.IsVisibleAsync())
                await UnfoldAsync(category);
        var canvas = (await Page.Locator(".graph-container").BoundingBoxAsync())!;
        await SavedAsync(async () =>
        {
            await DragAsync(await CentreAsync(item), (canvas.X + x, canvas.Y + y));
            await Assertions.Expect(Node(node)).ToBeVisibleAsync();
        });
    }

    /// <summary>Draws a connection from an outcome of one activity to another.</summary>
    public Task ConnectAsync(string from, string outcome, string to) => SavedAsync(async () =>
        await DragAsync(await CentreAsync(Node(from).Locator($".x6-port-body[port='{outcome}']")), await CentreAsync(Node(to).Locator(".x6-port-body[port-group='in']"))));

    public async Task SelectAsync(string node)
    {
        await Node(node).Locator(".activity-icon").ClickAsync();
        await SettleAsync();
    }

    /// <summary>Types into an input of the activity that is selected.</summary>
    public Task FillAsync(string label, string value) => SavedAsync(async () =>
    {
        var field = Field(label).Locator("input,textarea").First;
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    });

    public ILocator Field(string label) => Page.Locator(".mud-input-control:visible", new() { Has = Page.Locator($"label:text-is(\"{label}\")") }).First;

    /// <summary>What a dropdown offers.</summary>
    public async Task<IReadOnlyList<string>> ChoicesAsync(string label)
    {
        await Field(label).Locator(".mud-input-slot").First.ClickAsync();
        var items = Page.Locator(".mud-popover-open .mud-list-item-extended");
        await Assertions.Expect(items.First).ToBeVisibleAsync();
        var texts = await items.AllInnerTextsAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(items).ToHaveCountAsync(0);
        return [.. texts.Select(text => text.Trim())];
    }

    public ILocator Tab(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true });

    public Task SaveAsync() => ToolAsync(".elsa-toolbar-icon button", "Workflow saved");

    public Task PublishAsync() => ToolAsync("button.mud-primary-text", "Workflow published");

    /// <summary>Runs the workflow and waits for the page of its instance.</summary>
    /// <returns>The instance's id.</returns>
    public async Task<string> RunAsync()
    {
        await Page.GetByRole(AriaRole.Toolbar).Locator("button.mud-success-text").ClickAsync();
        await Page.WaitForURLAsync("**/instances/*/view");
        return new Uri(Page.Url).Segments[^2].Trim('/');
    }

    /// <summary>Waits until nothing has been asked of the server for a moment.</summary>
    public async Task SettleAsync()
    {
        for (var clock = Stopwatch.StartNew(); !_underWay.IsEmpty || Stopwatch.GetElapsedTime(Volatile.Read(ref _lastAnswer)) < Quiet; await Task.Delay(50))
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), "The Studio does not come to rest.");
    }

    private async Task ToolAsync(string button, string says)
    {
        await Page.GetByRole(AriaRole.Toolbar).Locator(button).First.ClickAsync();
        await Assertions.Expect(Page.GetByText(says)).ToBeVisibleAsync();
        await SettleAsync();
    }

    // The editor saves by itself and then reads the descriptors again.
    private async Task SavedAsync(Func<Task> edit)
    {
        await Page.RunAndWaitForResponseAsync(edit, response => response.Url.Contains(Saved, StringComparison.Ordinal));
        await SettleAsync();
    }

    private async Task DragAsync((float X, float Y) from, (float X, float Y) to)
    {
        await Page.Mouse.MoveAsync(from.X, from.Y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(from.X + 16, from.Y + 6, new() { Steps = 4 });
        await Page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 14 });
        await Page.Mouse.UpAsync();
    }

    // What slides open must not be grabbed on its way.
    private static async Task<bool> IsStillAsync(ILocator locator)
    {
        var before = await locator.IsVisibleAsync() ? await locator.BoundingBoxAsync() : null;
        await Task.Delay(400);
        var now = await locator.IsVisibleAsync() ? await locator.BoundingBoxAsync() : null;
        return before is not null && now is not null && (before.X, before.Y) == (now.X, now.Y);
    }

    private static async Task<(float X, float Y)> CentreAsync(ILocator locator)
    {
        var box = await locator.BoundingBoxAsync() ?? throw new InvalidOperationException($"{locator} is not on the page.");
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private void Ended(IRequest request)
    {
        if (_underWay.TryRemove(request, out _))
            Volatile.Write(ref _lastAnswer, Stopwatch.GetTimestamp());
    }
}
