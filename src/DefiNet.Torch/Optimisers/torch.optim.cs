using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers.</summary>
    public static partial class optim
    {
        /// <summary>Adam, its weight decay not part of the gradient.</summary>
        public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <summary>Adam.</summary>
        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <summary>Something with a learning rate that schedules change.</summary>
        public interface ILearningRateController
        {
            /// <summary>The rate now.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate at the beginning.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters along their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly Parameter[] _parameters;

            internal Optimizer(IEnumerable<Parameter> parameters, double rate)
            {
                _parameters = [.. parameters];
                Group = new ParamGroup { LearningRate = rate, InitialLearningRate = rate };
            }

            internal ParamGroup Group { get; }

            /// <summary>Where the learning rate is.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => [Group];

            /// <summary>The parameters.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameters;

            /// <summary>Takes away the gradients.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in _parameters)
                    Gradient.Clear(parameter, remove: true);
            }

            /// <summary>One step; with a closure, the loss that it worked out before.</summary>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = closure?.Invoke();
                using var quiet = no_grad();
                for (var index = 0; index < _parameters.Length; index++)
                {
                    using var scope = NewDisposeScope();
                    if (_parameters[index].grad is { } gradient)
                        Update(index, _parameters[index], gradient);
                }

                return loss;
            }

            /// <summary>Frees what it remembers.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees what it remembers.</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            internal abstract void Update(int index, Parameter parameter, Tensor gradient);

            internal sealed class ParamGroup : ILearningRateController
            {
                public double LearningRate { get; set; }

                public double InitialLearningRate { get; set; }
            }
        }
    }
}
