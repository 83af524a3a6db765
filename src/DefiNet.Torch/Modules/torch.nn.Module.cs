using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Nets.</summary>
    public static partial class nn
    {
        /// <summary>A tensor that is trained.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>A part of a net: parameters, buffers and parts of its own, by name.</summary>
        public abstract class Module : IDisposable
        {
            private readonly string _name;
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Tensor Buffer, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Module)> _children = [];

            /// <summary>A part of that name.</summary>
            protected Module(string name) => _name = name;

            /// <summary>Whether it is being trained.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>Its name.</summary>
            public virtual string GetName() => _name;

            /// <summary>Registers the fields that are parts, parameters or buffers, by the names of the fields.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    switch (field.GetValue(this))
                    {
                        case Module part when _children.TrueForAll(child => child.Name != field.Name):
                            register_module(field.Name, part);
                            break;
                        case Parameter parameter when _parameters.TrueForAll(one => one.Name != field.Name):
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor buffer and not TorchSharp.Modules.Parameter when _buffers.TrueForAll(one => one.Name != field.Name):
                            register_buffer(field.Name, buffer);
                            break;
                    }
            }

            /// <summary>Registers a part.</summary>
            public virtual void register_module(string name, Module submodule) => _children.Add((Checked(name), submodule));

            /// <summary>Registers a parameter.</summary>
            public virtual void register_parameter(string name, Parameter param) => _parameters.Add((Checked(name), param));

            /// <summary>Registers a tensor that is not trained; one that is not persistent is no part of the state.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true) => _buffers.Add((Checked(name), tensor.DetachFromDisposeScope(), persistent));

            /// <summary>The parts right below it.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _children;

            /// <summary>All parts below it, by names joined with dots.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, module) in _children)
                {
                    yield return (name, module);
                    foreach (var (below, part) in module.named_modules())
                        yield return ($"{name}.{below}", part);
                }
            }

            /// <summary>All parts below it.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(part => part.module);

            /// <summary>The parts right below it.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(part => part.module);

            /// <summary>The parameters by names joined with dots.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                foreach (var (name, parameter) in _parameters)
                    yield return (name, parameter);
                if (recurse)
                    foreach (var (name, module) in _children)
                        foreach (var (below, parameter) in module.named_parameters())
                            yield return ($"{name}.{below}", parameter);
            }

            /// <summary>The parameters.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(one => one.parameter);

            /// <summary>The buffers by names joined with dots.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (name, buffer, persistent) in _buffers)
                    if (persistent || include_nonpersistent)
                        yield return (name, buffer);
                if (recurse)
                    foreach (var (name, module) in _children)
                        foreach (var (below, buffer) in module.named_buffers(true, include_nonpersistent))
                            yield return ($"{name}.{below}", buffer);
            }

            /// <summary>The buffers.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(one => one.buffer);

            /// <summary>Parameters and persistent buffers by name.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= new Dictionary<string, Tensor>(StringComparer.Ordinal);
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(start + name, parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(start + name, buffer);
                return destination;
            }

            /// <summary>Copies the state from tensors by name; says which names are missing and which are unexpected.</summary>
            /// <exception cref="InvalidOperationException">Names are missing or unexpected, and <paramref name="strict"/> does not allow it.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                var unexpected = source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"The weights do not fit the net: missing are [{string.Join(", ", missing)}], unexpected are [{string.Join(", ", unexpected)}].");
                using var quiet = no_grad();
                foreach (var (name, tensor) in own)
                    if (skip?.Contains(name) != true && source.TryGetValue(name, out var from))
                    {
                        if (!tensor.shape.AsSpan().SequenceEqual(from.shape))
                            throw new ArgumentException($"'{name}' has the shape [{string.Join(", ", from.shape)}]; the net's is [{string.Join(", ", tensor.shape)}].", nameof(source));
                        tensor.copy_(from);
                    }

                return (missing, unexpected);
            }

            /// <summary>Says whether it is being trained.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, module) in _children)
                    module.train(train);
            }

            /// <summary>Says that it is used, not trained.</summary>
            public virtual void eval() => train(false);

            /// <summary>Takes away the gradients of all parameters, or sets them to 0.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    Gradient.Clear(parameter, set_to_none);
            }

            /// <summary>Does something with every part below it and itself.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _children)
                    module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Moves parameters and buffers to a device, or converts those with fractions to a type.</summary>
            internal void Move(Device? device, ScalarType? dtype)
            {
                using var quiet = no_grad();
                foreach (var (_, parameter) in _parameters)
                    parameter.Become(device, dtype);
                foreach (var (_, buffer, _) in _buffers)
                    buffer.Become(device, dtype);
                foreach (var (_, module) in _children)
                    module.Move(device, dtype);
            }

            /// <summary>Writes the state to a file, in TorchSharp's layout.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                using var writer = new BinaryWriter(stream);
                StateFile.Write(writer, state_dict().Where(entry => skip?.Contains(entry.Key) != true).ToList());
                return this;
            }

            /// <summary>Reads the state from a file in TorchSharp's layout.</summary>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                using var reader = new BinaryReader(stream);
                var read = StateFile.Read(reader, location);
                try
                {
                    load_state_dict(read, strict, skip);
                    foreach (var name in state_dict().Keys)
                        loadedParameters?.TryAdd(name, read.ContainsKey(name));
                }
                finally
                {
                    foreach (var tensor in read.Values)
                        tensor.Dispose();
                }

                return this;
            }

            /// <summary>Frees parameters, buffers and parts.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees parameters, buffers and parts.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, parameter) in _parameters)
                    parameter.Dispose();
                foreach (var (_, buffer, _) in _buffers)
                    buffer.Dispose();
                foreach (var (_, module) in _children)
                    module.Dispose();
            }

            private string Checked(string name)
            {
                if (name.Contains('.', StringComparison.Ordinal) || name.Length == 0)
                    throw new ArgumentException($"'{name}' is no name of a part; it must hold no dot and not be empty.", nameof(name));
                if (_children.Any(one => one.Name == name) || _parameters.Any(one => one.Name == name) || _buffers.Any(one => one.Name == name))
                    throw new ArgumentException($"The name '{name}' was registered before.", nameof(name));
                return name;
            }
        }

        /// <summary>A part that makes one thing of another.</summary>
        public abstract class Module<T, TResult> : Module
        {
            /// <summary>A part of that name.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What it makes.</summary>
            public abstract TResult forward(T input);

            /// <summary>What it makes.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>A part that makes one thing of two.</summary>
        public abstract class Module<T1, T2, TResult> : Module
        {
            /// <summary>A part of that name.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What it makes.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>What it makes.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        /// <summary>A part that makes one thing of three.</summary>
        public abstract class Module<T1, T2, T3, TResult> : Module
        {
            /// <summary>A part of that name.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What it makes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>What it makes.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }

        /// <summary>A part that makes one thing of four.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult> : Module
        {
            /// <summary>A part of that name.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What it makes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>What it makes.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => forward(input1, input2, input3, input4);
        }
    }
}
