using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class MarkerSearchTests
{
    [Fact]
    public void The_vector_search_finds_what_the_plain_one_finds()
    {
        string[] markers = ["abc", "abd", "bcd ", "caa", "ddd", "dab", "cab", "bbb", "aab", "abca"];
        var search = new MarkerSearch(markers);
        var random = new Random(1);
        for (var run = 0; run < 2000; run++)
        {
            var text = new byte[random.Next(200)];
            for (var i = 0; i < text.Length; i++)
                text[i] = (byte)"abcd \n\u00e9"[random.Next(run % 7 + 1)];
            var from = random.Next(text.Length + 1);

            var found = search.Next(text, from, out var marker);

            Assert.Equal(search.PlainNext(text, from, out var plain), found);
            Assert.Equal(plain, marker);
            Assert.Equal(markers.Min(m => At(text, m, from)), found < 0 ? int.MaxValue : found);
        }
    }

    private static int At(byte[] text, string marker, int from) =>
        text.AsSpan(from).IndexOf(Encoding.ASCII.GetBytes(marker)) is >= 0 and var at ? at + from : int.MaxValue;
}
