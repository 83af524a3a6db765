namespace DefiNet.Inference.Tests.Checkpoints;

/// <summary>Spoils bytes: changed, removed, doubled, cut off.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            // Headers, directory and pickle hold the structure: half of the changes go to the ends of the file.
            var at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(2) == 0 ? random.Next(Math.Min(600, bytes.Count)) : bytes.Count - 1 - random.Next(Math.Min(600, bytes.Count));
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = 0xff;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            if (bytes.Count < 8)
                break;
        }

        return [.. bytes];
    }
}
