using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>The files in which orders go to a cluster and starts come back: JSON, compressed; what was made one object a line.</summary>
internal static class StartFiles
{
    /// <summary>What the name of an order's file gets for that of its answer.</summary>
    public const string MadeEnding = ".made";

    private const int MaxLineCharacters = 1 << 26;
    private const long MaxBytes = 4L << 30;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes an order.</summary>
    public static void WriteOrder(string path, StartOrder order)
    {
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        JsonSerializer.Serialize(file, order, Format);
    }

    /// <summary>Reads an order.</summary>
    /// <exception cref="CampaignException">The file is none.</exception>
    public static StartOrder ReadOrder(string path)
    {
        try
        {
            using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<StartOrder>(file, Format) is { Version: StartOrder.CurrentVersion } order ? order : throw NotOne(path, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            throw NotOne(path, broken);
        }
    }

    /// <summary>Writes what was made; the file appears under its name when it is whole.</summary>
    public static void WriteMade(string path, IEnumerable<MadeStart> starts)
    {
        var making = path + ".new";
        using (var file = new StreamWriter(new GZipStream(File.Create(making), CompressionLevel.Fastest)))
            foreach (var start in starts)
                file.WriteLine(JsonSerializer.Serialize(start, Format));
        File.Move(making, path, overwrite: true);
    }

    /// <summary>Reads what was made. It comes from elsewhere: its size is limited.</summary>
    /// <exception cref="CampaignException">The file is none.</exception>
    public static IEnumerable<MadeStart> ReadMade(string path)
    {
        using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(unzipped);
        long bytes = 0;
        while (Line(text, path, ref bytes) is { } line)
        {
            MadeStart? start;
            try
            {
                start = JsonSerializer.Deserialize<MadeStart>(line, Format);
            }
            catch (JsonException broken)
            {
                throw NotOne(path, broken);
            }

            yield return start ?? throw NotOne(path, null);
        }
    }

    private static string? Line(StreamReader text, string path, ref long bytes)
    {
        try
        {
            var line = new System.Text.StringBuilder();
            for (int character; (character = text.Read()) >= 0 && character != '\n';)
            {
                line.Append((char)character);
                if (line.Length > MaxLineCharacters || ++bytes > MaxBytes)
                    throw NotOne(path, null);
            }

            return line.Length == 0 ? null : line.ToString();
        }
        catch (InvalidDataException broken)
        {
            throw NotOne(path, broken);
        }
    }

    private static CampaignException NotOne(string path, Exception? cause) =>
        cause is null ? new($"{path}: this is not a file of starts that this version of definet writes.") : new($"{path}: this is not a file of starts that this version of definet writes.", cause);
}
