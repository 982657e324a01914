FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir -p /var/lib/mingdan/data /var/lib/mingdan/vault \
  && chown -R node:node /var/lib/mingdan && chmod 700 /var/lib/mingdan/data /var/lib/mingdan/vault
USER node
EXPOSE 3000
ENTRYPOINT ["node", "--enable-source-maps", "--disable-warning=ExperimentalWarning"]
CMD ["dist/apps/standalone/src/main.js"]
