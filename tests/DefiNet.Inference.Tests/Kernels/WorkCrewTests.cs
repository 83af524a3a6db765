using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Tests.Kernels;

public sealed class WorkCrewTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(37, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 5)]
    public void Every_piece_is_done_once_by_a_worker_that_was_asked_for(int pieces, int threads)
    {
        for (var round = 0; round < 20; round++)
        {
            var done = new int[pieces];
            var busy = new int[threads];

            WorkCrew.Run(pieces, threads, (piece, worker) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref busy[worker]));
                Interlocked.Increment(ref done[piece]);
                Interlocked.Decrement(ref busy[worker]);
            });

            Assert.All(done, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Who_finds_the_crew_busy_does_the_work_alone()
    {
        var done = 0;

        Parallel.For(0, 8, _ => WorkCrew.Run(50, 2, (_, _) => WorkCrew.Run(3, 2, (_, _) => Interlocked.Increment(ref done))));

        Assert.Equal(8 * 50 * 3, done);
    }

    [Fact]
    public void A_failure_comes_to_the_one_who_asked_and_the_crew_works_on()
    {
        var failure = Assert.Throws<InferenceException>(() => WorkCrew.Run(100, 3, (piece, _) => throw new InferenceException($"Piece {piece}.")));
        var done = 0;
        WorkCrew.Run(100, 3, (_, _) => Interlocked.Increment(ref done));

        Assert.StartsWith("Piece ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(100, done);
    }
}
