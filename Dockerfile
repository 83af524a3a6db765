# Builds the program from source; nothing but the ASP.NET Core runtime is in the result. It runs without root.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN bash build/publish && mkdir -p workflows artifacts/studio

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /opt/definet
COPY --from=build /source/artifacts/definet artifacts/definet
COPY --from=build /source/artifacts/studio artifacts/studio
COPY --from=build /source/workflows workflows
COPY config config
COPY models models
ENV DEFINET_HOME=/opt/definet
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
WORKDIR /data
ENTRYPOINT ["/opt/definet/artifacts/definet/definet"]
