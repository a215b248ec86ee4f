"use strict"
exports.activate = () => {}
