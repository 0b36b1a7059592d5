module.exports = function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy("src/img");
  eleventyConfig.addPassthroughCopy({ "src/files": "downloads" });
  return { dir: { input: "src", includes: "_includes", output: "_site" } };
};
