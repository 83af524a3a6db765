using System.Globalization;
using DefiNet.Learning.Devices;

namespace DefiNet.Learning.Tests.Devices;

public sealed class BatchQueueTests
{
    [Fact]
    public async Task What_comes_while_a_batch_is_worked_on_goes_together_up_to_the_limit()
    {
        using var all = new CountdownEvent(6);
        var batches = new List<int[]>();
        var queue = new BatchQueue<int, int>(3, _ => 1, items =>
        {
            if (batches.Count == 0)
                all.Wait(TestContext.Current.CancellationToken);
            batches.Add([.. items]);
            return [.. items.Select(item => item * item)];
        });

        var answers = await Task.WhenAll(Enumerable.Range(1, 7).Select(item => Task.Factory.StartNew(
            () =>
            {
                if (item > 1)
                    all.Signal();
                return queue.Ask(item);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal([1, 4, 9, 16, 25, 36, 49], answers);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 3));
    }

    [Fact]
    public void An_item_larger_than_the_limit_goes_alone()
    {
        var queue = new BatchQueue<int, int>(3, item => item, items => items);

        Assert.Equal(10, queue.Ask(10));
    }

    [Fact]
    public async Task What_goes_wrong_with_one_is_told_to_it_alone()
    {
        using var waiting = new CountdownEvent(3);
        var sizes = new List<int>();
        var queue = new BatchQueue<int, int>(3, _ => 1, items =>
        {
            if (sizes.Count == 0)
                waiting.Wait(TestContext.Current.CancellationToken);
            sizes.Add(items.Count);
            return items.Any(item => item < 0) ? throw new InvalidOperationException($"{items.Min()} is below nothing.") : [.. items.Select(item => item * item)];
        });

        var answers = await Task.WhenAll(((int[])[1, 2, -3, 4]).Select(item => Task.Factory.StartNew(
            () =>
            {
                if (item != 1)
                    waiting.Signal();
                try
                {
                    return queue.Ask(item).ToString(CultureInfo.InvariantCulture);
                }
                catch (LearningException wrong)
                {
                    return wrong.Message;
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(["1", "4", "-3 is below nothing.", "16"], answers);
    }

    [Fact]
    public void Who_asked_for_what_cannot_be_is_told_so_and_the_next_one_is_served()
    {
        var queue = new BatchQueue<int, int>(3, _ => 1, items => items[0] < 0 ? throw new InvalidOperationException("It is below nothing.") : items);

        Assert.Equal("It is below nothing.", Assert.Throws<LearningException>(() => queue.Ask(-1)).Message);
        Assert.Equal(2, queue.Ask(2));
    }
}
