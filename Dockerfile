# Builds the command line from source; nothing but the .NET runtime is in the result.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN bash build/publish

FROM mcr.microsoft.com/dotnet/runtime:10.0
WORKDIR /opt/definet
COPY --from=build /source/artifacts/definet artifacts/definet
COPY config config
COPY models models
COPY workflows workflows
ENV DEFINET_HOME=/opt/definet
WORKDIR /data
ENTRYPOINT ["/opt/definet/artifacts/definet/definet"]
