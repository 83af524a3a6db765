using static TorchSharp.torch.optim.lr_scheduler.impl;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates.</summary>
        public static class lr_scheduler
        {
            /// <summary>Lowers the rate by a factor when the error has not sunk for a number of steps.</summary>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps);

            /// <summary>Lowers the rate along half a cosine.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch);

            /// <summary>The first rate times a function of the step.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) => new LambdaLR(optimizer, lr_lambda, last_epoch);

            /// <summary>A schedule of the learning rate.</summary>
            public abstract class LRScheduler
            {
                internal LRScheduler(Optimizer optimizer, int last_epoch)
                {
                    Optimizer = optimizer;
                    LastEpoch = last_epoch;
                }

                internal Optimizer Optimizer { get; }

                internal int LastEpoch { get; set; }

                /// <summary>Goes on by one step.</summary>
                public virtual void step()
                {
                    LastEpoch++;
                    foreach (var group in Optimizer.ParamGroups)
                        group.LearningRate = Rate(group.InitialLearningRate);
                }

                /// <summary>Goes on by one step, with the error of now.</summary>
                public virtual void step(double current, int? epoch = null) => step();

                internal virtual double Rate(double initial) => initial;
            }

            /// <summary>The schedules themselves.</summary>
            public static class impl
            {
                /// <summary>The first rate times a function of the step.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double> _factor;

                    internal LambdaLR(Optimizer optimizer, Func<int, double> factor, int last_epoch) : base(optimizer, last_epoch)
                    {
                        _factor = factor;
                        step();
                    }

                    internal override double Rate(double initial) => initial * _factor(LastEpoch);
                }

                /// <summary>Lowers the rate along half a cosine.</summary>
                /// <remarks>Loshchilov and Hutter, ICLR 2017, without restarts.</remarks>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _steps;
                    private readonly double _lowest;

                    internal CosineAnnealingLR(Optimizer optimizer, double steps, double lowest, int last_epoch) : base(optimizer, last_epoch)
                    {
                        (_steps, _lowest) = (steps, lowest);
                        step();
                    }

                    internal override double Rate(double initial) => _lowest + (initial - _lowest) * (1 + Math.Cos(Math.PI * LastEpoch / _steps)) / 2;
                }

                /// <summary>Lowers the rate by a factor when the error has not sunk for a number of steps.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _patience;
                    private readonly Func<double, double, bool> _better;
                    private readonly int _cooldown;
                    private readonly double _lowest;
                    private readonly double _eps;
                    private double? _best;
                    private int _bad;
                    private int _resting;

                    internal ReduceLROnPlateau(Optimizer optimizer, string mode, double factor, int patience, double threshold, string threshold_mode, int cooldown, IList<double>? lowest, double eps) : base(optimizer, 0)
                    {
                        (_factor, _patience, _cooldown, _lowest, _eps) = (factor, patience, cooldown, lowest is [var first, ..] ? first : 0, eps);
                        var sign = mode switch { "min" => 1, "max" => -1, _ => throw new ArgumentException($"The mode is '{mode}'; it must be min or max.", nameof(mode)) };
                        var relative = threshold_mode switch { "rel" => true, "abs" => false, _ => throw new ArgumentException($"The mode of the threshold is '{threshold_mode}'; it must be rel or abs.", nameof(threshold_mode)) };
                        _better = (now, best) => sign * now < sign * best - threshold * (relative ? Math.Abs(best) : 1);
                    }

                    /// <summary>Not without the error of now.</summary>
                    public override void step() => throw new InvalidOperationException("step() of ReduceLROnPlateau needs the error of now; call step(current).");

                    /// <summary>Goes on by one step, with the error of now.</summary>
                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (_best is not { } best || _better(current, best))
                            (_best, _bad) = (current, 0);
                        else
                            _bad++;
                        if (_resting > 0)
                            (_resting, _bad) = (_resting - 1, 0);
                        if (_bad <= _patience)
                            return;
                        foreach (var group in Optimizer.ParamGroups)
                            if (Math.Max(group.LearningRate * _factor, _lowest) is var lower && group.LearningRate - lower > _eps)
                                group.LearningRate = lower;
                        (_resting, _bad) = (_cooldown, 0);
                    }
                }
            }
        }
    }
}
