# One image for every process: command-api, query-api, projector, operator, and standalone when nothing is named.
#   docker run … mingdan dist/apps/command-api/src/main.js
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# The embedded database is for trying on a laptop: as an optional package it stays out.
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:22.21.1-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
RUN install -d -o node -g node -m 700 /var/lib/mingdan /var/lib/mingdan/data /var/lib/mingdan/vault \
    /var/lib/mingdan/informants
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/scripts/healthcheck.mjs ./
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000 3001 3002 3003
# No shell between: signals reach the process, which stops in order.
ENTRYPOINT ["node", "--enable-source-maps", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=64"]
CMD ["dist/apps/standalone/src/main.js"]
