# The image has one static binary, time zones and the demo's data: no shell, no libraries, no package manager.
ARG SWIFT_VERSION=6.3-bookworm
FROM swift:${SWIFT_VERSION} AS build
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
# A release build on Linux is static and stripped (see Package.swift). The build cache is not part of the image.
RUN --mount=type=cache,target=/source/.build \
    swift build -c release --product csv_exporter && \
    cp .build/release/csv_exporter /csv_exporter
# IANA time zones, without Debian's two additional copies. /scaled belongs to the user of the image: a named volume that
# is mounted there takes its owner from this folder.
RUN mkdir /zones /scaled && cp -a /usr/share/zoneinfo/. /zones && rm -rf /zones/posix /zones/right

FROM scratch
COPY --from=build /zones /usr/share/zoneinfo
COPY --from=build --chown=65534:65534 /scaled /scaled
COPY --from=build /csv_exporter /csv_exporter
COPY data /data
# The user nobody.
USER 65534:65534
EXPOSE 8081
HEALTHCHECK --interval=2s --timeout=3s --retries=15 CMD ["/csv_exporter", "healthcheck", "--path=/-/ready"]
ENTRYPOINT ["/csv_exporter"]
