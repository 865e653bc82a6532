# The image has two static binaries, the exporter and the simulator that makes days for it, time zones and the data sets:
# no shell, no libraries, no package manager.
ARG SWIFT_VERSION=6.3-bookworm
FROM swift:${SWIFT_VERSION} AS build
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
# A release build on Linux is static and stripped (see Package.swift). The build cache is not part of the image.
RUN --mount=type=cache,target=/source/.build \
    swift build -c release --product csv_exporter && \
    swift build -c release --product bank_simulator && \
    cp .build/release/csv_exporter .build/release/bank_simulator /
# IANA time zones, without Debian's two additional copies. /scaled, /made and /live belong to the user of the image: a
# named volume that is mounted there takes its owner from this folder.
RUN mkdir /zones /scaled /made /live && cp -a /usr/share/zoneinfo/. /zones && rm -rf /zones/posix /zones/right

FROM scratch
COPY --from=build /zones /usr/share/zoneinfo
COPY --from=build --chown=65534:65534 /scaled /scaled
COPY --from=build --chown=65534:65534 /made /made
COPY --from=build --chown=65534:65534 /live /live
COPY --from=build /csv_exporter /bank_simulator /
COPY data /data
# The user nobody.
USER 65534:65534
EXPOSE 8081
HEALTHCHECK --interval=2s --timeout=3s --retries=15 CMD ["/csv_exporter", "healthcheck", "--path=/-/ready"]
ENTRYPOINT ["/csv_exporter"]
