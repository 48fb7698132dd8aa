export { containerService, type ContainerService } from './service.js';
