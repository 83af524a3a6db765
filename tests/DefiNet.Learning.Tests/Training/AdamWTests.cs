using DefiNet.Learning.Training;

namespace DefiNet.Learning.Tests.Training;

public sealed class AdamWTests
{
    [Fact]
    public void The_first_step_is_as_long_as_the_rate_whatever_the_gradient()
    {
        var state = new TrainingState([1f, -2f, 0.5f]);

        AdamW.Step(state, [100f, -0.01f, 1f], 0.1, 0);

        Assert.Equal(0.9f, state.Weights[0], 1e-5f);
        Assert.Equal(-1.9f, state.Weights[1], 1e-5f);
        Assert.Equal(0.4f, state.Weights[2], 1e-5f);
    }

    [Fact]
    public void Weights_without_a_gradient_decay_and_stay_where_they_are_without_decay()
    {
        var (decaying, still) = (new TrainingState([4f]), new TrainingState([4f]));

        AdamW.Step(decaying, [0f], 0.5, 0.1);
        AdamW.Step(still, [0f], 0.5, 0);

        Assert.Equal(3.8f, decaying.Weights[0], 1e-6f);
        Assert.Equal(4f, still.Weights[0]);
    }

    [Fact]
    public void A_gradient_is_shortened_to_the_longest_and_left_alone_below_it()
    {
        float[] long3 = [3f, 4f], short3 = [0.3f, 0.4f];

        Assert.Equal(5, AdamW.Clip(long3, 1), 1e-6);
        Assert.Equal(0.5, AdamW.Clip(short3, 1), 1e-6);
        Assert.Equal(1, AdamW.Norm(long3), 1e-5);
        Assert.Equal(0.5, AdamW.Norm(short3), 1e-6);
    }

    [Fact]
    public void The_rate_rises_linearly_and_falls_along_a_cosine()
    {
        var schedule = new RateSchedule { WarmUpSteps = 10, Lowest = 1e-5 };

        Assert.Equal(1e-4, schedule.Of(1e-3, 0, 110, 1), 1e-12);
        Assert.Equal(1e-3, schedule.Of(1e-3, 9, 110, 1), 1e-12);
        Assert.Equal((1e-3 + 1e-5) / 2, schedule.Of(1e-3, 60, 110, 1), 1e-9);
        Assert.Equal(1e-5, schedule.Of(1e-3, 110, 110, 1), 1e-12);
    }
}
